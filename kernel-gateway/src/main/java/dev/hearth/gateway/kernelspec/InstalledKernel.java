package dev.hearth.gateway.kernelspec;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A kernelspec of Hearth's that is installed. Immutable.
 *
 * @param name of its folder
 * @param displayName what users read
 * @param profile the gateway's profile, or empty
 * @param gateway who has its sessions
 * @param folder where it is
 * @param missing of the program that it starts: what is there no more
 */
public record InstalledKernel(
        String name, String displayName, String profile, GatewayChoice gateway, Path folder, Optional<Path> missing) {}
