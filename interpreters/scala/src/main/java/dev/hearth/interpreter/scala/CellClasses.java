package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import scala.tools.asm.ClassReader;
import scala.tools.asm.ClassWriter;
import scala.tools.asm.Opcodes;
import scala.tools.asm.tree.AbstractInsnNode;
import scala.tools.asm.tree.ClassNode;
import scala.tools.asm.tree.InsnList;
import scala.tools.asm.tree.MethodInsnNode;
import scala.tools.asm.tree.MethodNode;
import scala.tools.asm.tree.VarInsnNode;

/** Rewrites the class files of a compiled cell before it runs. Stateless. */
final class CellClasses {
    /** The classes that the compiler wraps around a cell's code. */
    private static final Pattern WRAPPER = Pattern.compile("\\$read(\\$\\$iw)*\\$?");

    private static final String CONSTRUCTOR = "<init>";

    private CellClasses() {}

    /** Rewrites those files of one cell's folder that need it; whether any of them names a class of the displays. */
    static boolean rewrite(Path folder) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.class")) {
            for (Path file : found) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith("$eval")) {
                    files.put(file, name.substring(0, name.length() - ".class".length()));
                }
            }
        }
        boolean definesClasses =
                !files.values().stream().allMatch(name -> WRAPPER.matcher(name).matches());
        boolean shows = false;
        for (Map.Entry<Path, String> each : files.entrySet()) {
            byte[] before = Files.readAllBytes(each.getKey());
            shows |= DisplayClasses.areNamedIn(before);
            boolean wrapper = WRAPPER.matcher(each.getValue()).matches();
            byte[] after = rewrite(before, wrapper, definesClasses);
            if (after != before) {
                Files.write(each.getKey(), after);
            }
        }
        return shows;
    }

    /** The class as it is to run, or {@code classFile} itself if it may stay. */
    static byte[] rewrite(byte[] classFile, boolean wrapper, boolean enclosesClasses) {
        ClassReader reader = new ClassReader(classFile);
        ClassNode node = new ClassNode();
        reader.accept(node, 0);
        boolean changed = BackEdgeChecks.addTo(node, wrapper);
        changed |= ExitCalls.replaceIn(node);
        if (wrapper && enclosesClasses && node.name.endsWith("$iw")) {
            changed |= announce(node);
        }
        if (!changed) {
            return classFile;
        }
        // Nothing that was added branches or needs more stack than is there, so frames and sizes stay as they were.
        ClassWriter writer = new ClassWriter(reader, 0);
        node.accept(writer);
        return writer.toByteArray();
    }

    /**
     * Makes the constructor announce its object to {@link hearth.Wrappers}. Spark has to find the object around a class when it
     * makes instances of the class, and by itself finds it only when the whole cell has run.
     */
    private static boolean announce(ClassNode node) {
        for (MethodNode method : node.methods) {
            if (!method.name.equals(CONSTRUCTOR)) {
                continue;
            }
            for (AbstractInsnNode at : method.instructions.toArray()) {
                if (at instanceof MethodInsnNode call
                        && call.name.equals(CONSTRUCTOR)
                        && call.owner.equals(node.superName)) {
                    InsnList announcement = new InsnList();
                    announcement.add(new VarInsnNode(Opcodes.ALOAD, 0));
                    announcement.add(new MethodInsnNode(
                            Opcodes.INVOKESTATIC, "hearth/Wrappers", "made", "(Ljava/lang/Object;)V", false));
                    method.instructions.insert(at, announcement);
                    break;
                }
            }
        }
        return true;
    }
}
