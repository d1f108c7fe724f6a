"""HDFS and YARN as four daemons on this machine's loopback: what Hearth on YARN is tried with at home and tested against.

Standard library only. Everything of one cluster lies in one folder: its ports, its configuration, its data, its logs and a note
of each process that was started for it."""
