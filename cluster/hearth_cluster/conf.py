"""The files that Hadoop reads, and the one that Hearth reads. Every address is on loopback."""

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from hearth_cluster.layout import Layout
from hearth_cluster.settings import HOST, Settings, caller

LOG = """\
log4j.rootLogger=INFO,file
log4j.appender.file=org.apache.log4j.RollingFileAppender
log4j.appender.file.File=${hearth.log}
log4j.appender.file.MaxFileSize=8MB
log4j.appender.file.MaxBackupIndex=2
log4j.appender.file.layout=org.apache.log4j.PatternLayout
log4j.appender.file.layout.ConversionPattern=%d{ISO8601} %p %c{1}: %m%n
log4j.logger.org.apache.hadoop.hdfs.server.namenode.FSNamesystem.audit=WARN
log4j.logger.BlockStateChange=WARN
"""


def write(layout: Layout, settings: Settings) -> None:
    """Writes all of them anew; nothing in them is lost by that."""
    _xml(layout.conf / "core-site.xml", _core(layout, settings))
    _xml(layout.conf / "hdfs-site.xml", _hdfs(layout, settings))
    _xml(layout.conf / "yarn-site.xml", _addresses(settings) | _resource_manager(layout, settings) | _node_manager(layout, settings))
    _xml(layout.daemon_conf / "capacity-scheduler.xml", _queues())
    (layout.daemon_conf / "log4j.properties").write_text(LOG)
    for page in ("hdfs", "datanode", "static"):
        # HDFS's jars come without the pages, and its daemons do not start without their folders.
        (layout.daemon_conf / "webapps" / page).mkdir(parents=True, exist_ok=True)
    layout.hearth.write_text(_hearth(layout))


def _core(layout: Layout, settings: Settings) -> dict[str, object]:
    return {
        "fs.defaultFS": f"hdfs://{settings.address('nn-rpc')}",
        "hadoop.tmp.dir": layout.scratch,
        f"hadoop.proxyuser.{caller()}.hosts": "*",
        f"hadoop.proxyuser.{caller()}.groups": "*",
    }


def _hdfs(layout: Layout, settings: Settings) -> dict[str, object]:
    return {
        "dfs.namenode.name.dir": (layout.data / "nn").as_uri(),
        "dfs.datanode.data.dir": (layout.data / "dn").as_uri(),
        "dfs.namenode.rpc-address": settings.address("nn-rpc"),
        "dfs.namenode.http-address": settings.address("nn-http"),
        "dfs.datanode.address": settings.address("dn-data"),
        "dfs.datanode.http.address": settings.address("dn-http"),
        "dfs.datanode.ipc.address": settings.address("dn-ipc"),
        "dfs.datanode.hostname": HOST,
        "dfs.namenode.datanode.registration.ip-hostname-check": "false",
        "dfs.permissions.enabled": "true",
        "dfs.replication": 1,
        "dfs.heartbeat.interval": 1,
        "dfs.namenode.safemode.extension": 0,
        "dfs.namenode.resource.du.reserved": 8 * 2**20,
        "dfs.client.block.write.replace-datanode-on-failure.enable": "false",
    }


def _addresses(settings: Settings) -> dict[str, object]:
    return {
        "yarn.resourcemanager.hostname": HOST,
        "yarn.resourcemanager.address": settings.address("rm-client"),
        "yarn.resourcemanager.scheduler.address": settings.address("rm-scheduler"),
        "yarn.resourcemanager.resource-tracker.address": settings.address("rm-tracker"),
        "yarn.resourcemanager.admin.address": settings.address("rm-admin"),
        "yarn.resourcemanager.webapp.address": settings.address("rm-http"),
        "yarn.nodemanager.hostname": HOST,
        "yarn.nodemanager.address": settings.address("nm-container"),
        "yarn.nodemanager.localizer.address": settings.address("nm-localizer"),
        "yarn.nodemanager.collector-service.address": settings.address("nm-collector"),
        "yarn.nodemanager.webapp.address": settings.address("nm-http"),
    }


def _resource_manager(layout: Layout, settings: Settings) -> dict[str, object]:
    return {
        "yarn.acl.enable": "true",
        # Nobody's name. The user of the daemons is an administrator in any case: that one may kill and read everything, but
        # submit only where a queue's own list says so.
        "yarn.admin.acl": "nobody-is-named-so",
        "yarn.resourcemanager.recovery.enabled": "true",
        "yarn.resourcemanager.store.class": "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore",
        "yarn.resourcemanager.fs.state-store.uri": (layout.data / "rm").as_uri(),
        "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms": 1000,
        "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms": 250,
        # A node that finds no ResourceManager asks again after this time; thirty seconds otherwise.
        "yarn.resourcemanager.connect.retry-interval.ms": 1000,
        "yarn.nm.liveness-monitor.expiry-interval-ms": 60_000,
        "yarn.am.liveness-monitor.expiry-interval-ms": 120_000,
        "yarn.scheduler.minimum-allocation-mb": 256,
        "yarn.scheduler.maximum-allocation-mb": settings.memory,
        "yarn.log-aggregation-enable": "true",
    }


def _node_manager(layout: Layout, settings: Settings) -> dict[str, object]:
    return {
        "yarn.nodemanager.local-dirs": layout.node_local,
        "yarn.nodemanager.log-dirs": layout.folder / "logs" / "containers",
        "yarn.nodemanager.remote-app-log-dir": "/tmp/logs",
        "yarn.nodemanager.resource.memory-mb": settings.memory,
        "yarn.nodemanager.resource.cpu-vcores": 8,
        "yarn.nodemanager.pmem-check-enabled": "true",
        # Else the node leaves it to control groups, which it has none of, and looks at nothing.
        "yarn.nodemanager.resource.memory.enforced": "false",
        "yarn.nodemanager.vmem-check-enabled": "false",
        "yarn.nodemanager.container-monitor.interval-ms": 500,
        "yarn.nodemanager.heartbeat-interval-ms": 250,
        "yarn.nodemanager.delete.debug-delay-sec": 0,
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage": "99.0",
    }


def _queues() -> dict[str, object]:
    root = "yarn.scheduler.capacity.root"
    return {
        "yarn.scheduler.capacity.node-locality-delay": -1,
        f"{root}.queues": "default,etl,closed",
        # What a queue does not allow, the one above it may: nobody, therefore.
        f"{root}.acl_submit_applications": " ",
        f"{root}.acl_administer_queue": " ",
        f"{root}.default.capacity": 70,
        f"{root}.default.maximum-capacity": 100,
        f"{root}.default.maximum-am-resource-percent": "0.9",
        f"{root}.default.user-limit-factor": 10,
        f"{root}.default.acl_submit_applications": "*",
        f"{root}.etl.capacity": 30,
        f"{root}.etl.maximum-capacity": 30,
        # A first application is let in however little this is, a second one is not.
        f"{root}.etl.maximum-am-resource-percent": "0.1",
        f"{root}.etl.acl_submit_applications": "*",
        f"{root}.closed.capacity": 0,
        f"{root}.closed.maximum-capacity": 10,
        f"{root}.closed.acl_submit_applications": "nobody-is-named-so",
    }


def _xml(file: Path, properties: dict[str, object]) -> None:
    rows = "".join(
        f"  <property><name>{escape(name)}</name><value>{escape(str(value))}</value></property>\n"
        for name, value in properties.items()
    )
    new = file.with_name(file.name + ".new")
    new.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n{rows}</configuration>\n')
    new.replace(file)


def _hearth(layout: Layout) -> str:
    return f"""\
default-profile: yarn
profiles:
  yarn:
    display-name: YARN
    launcher: yarn
    memory: 1g
    compiler: first-tier
    python: {json.dumps(sys.executable)}
    yarn:
      conf: {json.dumps(str(layout.conf))}
      queue: default
    spark-conf:
      spark.yarn.appMasterEnv.SPARK_LOCAL_IP: 127.0.0.1
      spark.executorEnv.SPARK_LOCAL_IP: 127.0.0.1
      spark.executor.memory: 512m
"""
