import sys

from hearth_cluster.cli import main

sys.exit(main())
