package dev.hearth.gateway.cli;

import dev.hearth.gateway.kernelspec.InstalledKernel;
import dev.hearth.gateway.kernelspec.KernelspecFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth kernels remove}. Confined to the main thread. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Removes Hearth's kernels, and no others.",
        footer = {
            "",
            "Without a place they are removed wherever the list shows them.",
            "",
            "Examples:",
            "  hearth kernels remove hearth-scala-big",
            "  hearth kernels remove --all --user"
        })
final class KernelsRemoveCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Kernels that the list shows.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All of Hearth's.")
    private boolean all;

    @Mixin
    private final PlaceOption place = new PlaceOption();

    @Override
    public Integer call() throws Exception {
        if (all != names.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "either names are needed, or --all");
        }
        List<Path> searched = place.searched();
        List<InstalledKernel> own = new ArrayList<>();
        searched.forEach(each -> own.addAll(KernelspecFolder.own(each)));
        for (String name : names) {
            if (own.stream().noneMatch(each -> each.name().equals(name))) {
                throw unknown(name, searched, own);
            }
        }
        Set<Path> tokenFiles = new TreeSet<>();
        for (InstalledKernel each : own) {
            if (all || names.contains(each.name())) {
                new KernelspecFolder(each.folder()).remove();
                spec.commandLine().getOut().println("removed " + each.name() + " from " + each.folder());
                Path tokenFile = each.gateway().tokenFile();
                if (tokenFile != null) {
                    tokenFiles.add(tokenFile);
                }
            }
        }
        tokenFiles.forEach(each -> spec.commandLine().getOut().println("left as it is: " + each + ", with the token"));
        return 0;
    }

    private static IOException unknown(String name, List<Path> searched, List<InstalledKernel> own) {
        for (Path each : searched) {
            Path folder = each.resolve(name);
            if (name.matches("[A-Za-z0-9._-]+") && Files.exists(folder) && new KernelspecFolder(folder).isOthers()) {
                return new IOException("the kernelspec in " + folder
                        + " is not Hearth's own: jupyter kernelspec remove " + name + " removes it");
            }
        }
        String there = own.isEmpty()
                ? "none is installed"
                : "there are "
                        + String.join(
                                ", ",
                                own.stream()
                                        .map(InstalledKernel::name)
                                        .distinct()
                                        .toList());
        return new IOException("there is no kernel \"" + name + "\" of Hearth's; " + there);
    }
}
