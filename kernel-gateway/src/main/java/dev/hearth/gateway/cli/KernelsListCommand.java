package dev.hearth.gateway.cli;

import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.InstalledKernel;
import dev.hearth.gateway.kernelspec.KernelspecFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth kernels list}. Confined to the main thread. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists Hearth's kernels, where they are, and whether their gateways answer.",
        footer = {
            "",
            "Without a place it lists all that Jupyter programs find.",
            "",
            "Examples:",
            "  hearth kernels list",
            "  hearth kernels list --prefix /usr/local"
        })
final class KernelsListCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PlaceOption place = new PlaceOption();

    @Override
    public Integer call() throws Exception {
        List<InstalledKernel> kernels = new ArrayList<>();
        for (Path each : place.searched()) {
            kernels.addAll(KernelspecFolder.own(each));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (kernels.isEmpty()) {
            out.println("No kernel of Hearth's is installed; hearth kernels install --user installs them.");
            return 0;
        }
        Map<GatewayChoice, GatewayCheck> checks = new HashMap<>();
        for (InstalledKernel each : kernels) {
            if (!checks.containsKey(each.gateway())) {
                checks.put(each.gateway(), GatewayCheck.of(each.gateway()));
            }
        }
        int widest =
                kernels.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        int shown = kernels.stream()
                .mapToInt(each -> each.displayName().length())
                .max()
                .orElse(0);
        String line = "%-" + Math.max(4, widest) + "s  %-" + Math.max(12, shown) + "s  %s%n";
        out.printf(line, "NAME", "DISPLAY NAME", "GATEWAY");
        for (InstalledKernel each : kernels) {
            GatewayCheck check = checks.get(each.gateway());
            String state = check == null ? "" : ": " + check.sentence();
            out.printf(line, each.name(), each.displayName(), each.gateway().shown() + state);
            out.println("  " + each.folder());
            each.missing()
                    .ifPresent(file -> out.println("  it does not start: " + file + " is missing; install it again"));
        }
        return 0;
    }
}
