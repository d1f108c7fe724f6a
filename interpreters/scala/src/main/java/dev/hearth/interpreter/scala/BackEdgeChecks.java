package dev.hearth.interpreter.scala;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scala.tools.asm.Opcodes;
import scala.tools.asm.tree.AbstractInsnNode;
import scala.tools.asm.tree.ClassNode;
import scala.tools.asm.tree.InsnList;
import scala.tools.asm.tree.JumpInsnNode;
import scala.tools.asm.tree.LabelNode;
import scala.tools.asm.tree.LookupSwitchInsnNode;
import scala.tools.asm.tree.MethodInsnNode;
import scala.tools.asm.tree.MethodNode;
import scala.tools.asm.tree.TableSwitchInsnNode;

/**
 * Puts a call of {@link hearth.Guard#check} into the classes of a cell: before every jump back, so that loops and tail
 * recursion can be stopped, and at the head of whatever library code may call in a loop of its own, namely function bodies and
 * methods of the cell's classes. Stateless.
 *
 * <p>The call takes nothing and leaves nothing on the stack and adds no branch, so stack-map frames stay right.
 */
final class BackEdgeChecks {
    private static final String GUARD = "hearth/Guard";

    private BackEdgeChecks() {}

    /**
     * Adds checks where they are needed.
     *
     * @param wrapper whether the class is one that the compiler wraps around a cell; its methods are called by cells only
     * @return whether there is one now
     */
    static boolean addTo(ClassNode node, boolean wrapper) {
        boolean changed = false;
        for (MethodNode method : node.methods) {
            changed |= addTo(method, wrapper);
        }
        return changed;
    }

    private static boolean addTo(MethodNode method, boolean inWrapper) {
        InsnList code = method.instructions;
        boolean changed = false;
        Set<AbstractInsnNode> passed = new HashSet<>();
        for (AbstractInsnNode at : code.toArray()) {
            if (at instanceof LabelNode) {
                passed.add(at);
            } else if (jumpsTo(at).stream().anyMatch(passed::contains)) {
                code.insertBefore(at, check());
                changed = true;
            }
        }
        if (calledFromOutside(method, inWrapper)) {
            code.insert(check());
            changed = true;
        }
        return changed;
    }

    private static List<? extends AbstractInsnNode> jumpsTo(AbstractInsnNode instruction) {
        if (instruction instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        }
        if (instruction instanceof TableSwitchInsnNode table) {
            return withDefault(table.labels, table.dflt);
        }
        if (instruction instanceof LookupSwitchInsnNode lookup) {
            return withDefault(lookup.labels, lookup.dflt);
        }
        return List.of();
    }

    private static List<LabelNode> withDefault(List<LabelNode> labels, LabelNode otherwise) {
        List<LabelNode> all = new java.util.ArrayList<>(labels);
        all.add(otherwise);
        return all;
    }

    private static boolean calledFromOutside(MethodNode method, boolean inWrapper) {
        if (method.instructions.size() == 0 || method.name.startsWith("<")) {
            return false;
        }
        if (method.name.startsWith("$anonfun$")) {
            return true;
        }
        return !inWrapper && !method.name.startsWith("$") && !isAccessor(method);
    }

    /** A getter or setter: it ends by itself, and is called so often that a check would show. */
    private static boolean isAccessor(MethodNode method) {
        boolean field = false;
        for (AbstractInsnNode each : method.instructions.toArray()) {
            int type = each.getType();
            if (type == AbstractInsnNode.METHOD_INSN
                    || type == AbstractInsnNode.INVOKE_DYNAMIC_INSN
                    || type == AbstractInsnNode.JUMP_INSN) {
                return false;
            }
            field |= type == AbstractInsnNode.FIELD_INSN;
        }
        return field;
    }

    private static MethodInsnNode check() {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, GUARD, "check", "()V", false);
    }
}
