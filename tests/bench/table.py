"""Tables on a terminal, and goals."""

NAME = 52


def head(title, *columns):
    print(f"\n{title:{NAME}}" + "".join(f"{column:>14}" for column in columns))


def row(name, *values):
    print(f"{name:{NAME}}" + "".join(f"{value:>14}" for value in values), flush=True)


class Goals:
    def __init__(self):
        self.rows = []

    def at_most(self, name, value, goal):
        self.rows.append((name, value, "<=", goal, value <= goal))

    def at_least(self, name, value, goal):
        self.rows.append((name, value, ">=", goal, value >= goal))

    def add(self, name, holds):
        """Of what a program has judged for itself."""
        self.rows.append((name, None, "", "", holds))

    def tell(self):
        head("goal", "measured", "goal", "")
        for name, value, sign, goal, holds in self.rows:
            row(name, f"{value:.4g}" if value is not None else "above", f"{sign} {goal}", "holds" if holds else "MISSED")
