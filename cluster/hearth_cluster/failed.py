"""What went wrong, as a sentence for the one who typed the command."""


class Failed(Exception):
    """Something that the command cannot get round. `detail` is what may be read besides: the end of a log, or nothing."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail
