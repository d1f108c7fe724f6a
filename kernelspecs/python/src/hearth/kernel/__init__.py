"""A kernel for Jupyter in Jupyter's own process: five sockets here, and a session of a gateway behind them."""
