package dev.hearth.launcher.installation;

/**
 * Prints the module options that a Spark names itself. Run in a process of its own, on the driver's Java, with this
 * class and Spark's launcher jar on its class path: Spark never comes onto the launcher's own.
 */
final class ModuleOptionsMain {

    private ModuleOptionsMain() {}

    /** Takes no arguments. */
    @SuppressWarnings("SystemOut") // the answer of a short command
    public static void main(String[] arguments) throws ReflectiveOperationException {
        System.out.println(ModuleOptions.MARK
                + Class.forName("org.apache.spark.launcher.JavaModuleOptions")
                        .getMethod("defaultModuleOptions")
                        .invoke(null));
    }
}
