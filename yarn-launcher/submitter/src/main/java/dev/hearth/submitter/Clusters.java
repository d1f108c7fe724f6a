package dev.hearth.submitter;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster of this process's Hadoop configuration, as each user sees it: connections are made for the user whom they are for,
 * and kept for the last {@value #MOST_USERS} of them. Thread-safe.
 */
final class Clusters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final int MOST_USERS = 32;

    private final Configuration conf = patient(new YarnConfiguration());
    private final Map<String, View> views = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /** The cluster as one user sees it. */
    record View(UserGroupInformation user, YarnClient yarn) {
        <T> T as(Callable<T> work) throws Exception {
            return user.doAs((java.security.PrivilegedExceptionAction<T>) work::call);
        }
    }

    /** A cluster that does not answer is told within seconds: both layers of retries must be cut for that. */
    private static Configuration patient(Configuration conf) {
        conf.setInt("yarn.resourcemanager.connect.max-wait.ms", 2000);
        conf.setInt("yarn.resourcemanager.connect.retry-interval.ms", 500);
        conf.setInt("ipc.client.connect.max.retries", 1);
        conf.setInt("ipc.client.connect.retry.interval", 500);
        conf.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
        conf.setInt("ipc.client.connect.timeout", 3000);
        conf.setInt("ipc.client.rpc-timeout.ms", 30_000);
        conf.setInt("dfs.client.failover.max.attempts", 3);
        return conf;
    }

    /** The Hadoop configuration, with short times. */
    Configuration conf() {
        return conf;
    }

    /**
     * Logs in from a keytab, and again before the ticket ends.
     *
     * @throws IOException if the keytab cannot be read, or the login fails
     */
    synchronized void login(String principal, String keytab) throws IOException {
        UserGroupInformation.setConfiguration(conf);
        UserGroupInformation.loginUserFromKeytab(principal, keytab);
        close();
    }

    /** Whom this process is to the cluster. */
    static UserGroupInformation self() throws IOException {
        return UserGroupInformation.getLoginUser();
    }

    /**
     * What a user sees.
     *
     * @param user null or empty for this process's own
     */
    synchronized View of(@Nullable String user) throws IOException {
        UserGroupInformation self = self();
        self.checkTGTAndReloginFromKeytab();
        String name = user == null || user.isEmpty() ? self.getShortUserName() : user;
        View known = views.get(name);
        if (known != null) {
            return known;
        }
        UserGroupInformation who =
                name.equals(self.getShortUserName()) ? self : UserGroupInformation.createProxyUser(name, self);
        View made = new View(who, client(who));
        views.put(name, made);
        if (views.size() > MOST_USERS) {
            String eldest = views.keySet().iterator().next();
            forget(views.remove(eldest));
        }
        return made;
    }

    private YarnClient client(UserGroupInformation user) throws IOException {
        try {
            return user.doAs((java.security.PrivilegedExceptionAction<YarnClient>) () -> {
                YarnClient client = YarnClient.createYarnClient();
                client.init(conf);
                client.start();
                return client;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void forget(@Nullable View view) {
        if (view == null) {
            return;
        }
        view.yarn().stop();
        try {
            FileSystem.closeAllForUGI(view.user());
        } catch (IOException e) {
            LOG.debug("a file system did not close", e);
        }
    }

    @Override
    public synchronized void close() {
        views.values().forEach(view -> view.yarn().stop());
        views.clear();
    }
}
