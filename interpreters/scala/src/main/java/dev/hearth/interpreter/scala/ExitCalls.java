package dev.hearth.interpreter.scala;

import java.util.Map;
import java.util.Optional;
import scala.tools.asm.Opcodes;
import scala.tools.asm.Type;
import scala.tools.asm.tree.AbstractInsnNode;
import scala.tools.asm.tree.ClassNode;
import scala.tools.asm.tree.MethodInsnNode;
import scala.tools.asm.tree.MethodNode;

/**
 * Lets calls that would end the JVM call {@link hearth.Exits} instead, which ends the cell. Stateless.
 *
 * <p>The other method takes the receiver as its first argument, so the stack stays as it was.
 */
final class ExitCalls {
    private static final String EXITS = "hearth/Exits";

    private static final Map<String, String> ENDS = Map.of(
            "java/lang/System.exit", "system",
            "java/lang/Runtime.exit", "runtime",
            "java/lang/Runtime.halt", "runtime",
            "scala/sys/package$.exit", "sys",
            "scala/sys/package.exit", "sys");

    private ExitCalls() {}

    /** Replaces them, and returns whether there was one. */
    static boolean replaceIn(ClassNode node) {
        boolean changed = false;
        for (MethodNode method : node.methods) {
            for (AbstractInsnNode at : method.instructions.toArray()) {
                Optional<MethodInsnNode> other =
                        at instanceof MethodInsnNode call ? replacement(call) : Optional.empty();
                if (other.isPresent()) {
                    method.instructions.set(at, other.get());
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static Optional<MethodInsnNode> replacement(MethodInsnNode call) {
        String name = ENDS.get(call.owner + "." + call.name);
        if (name == null) {
            return Optional.empty();
        }
        String receiver = call.getOpcode() == Opcodes.INVOKESTATIC
                ? ""
                : Type.getObjectType(call.owner).getDescriptor();
        String descriptor = "(" + receiver + call.desc.substring(1);
        return Optional.of(new MethodInsnNode(Opcodes.INVOKESTATIC, EXITS, name, descriptor, false));
    }
}
