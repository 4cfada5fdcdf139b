"""Tables on a terminal, and goals."""

NAME = 52


def head(title, *columns):
    print(f"\n{title:{NAME}}" + "".join(f"{column:>14}" for column in columns))


def row(name, *values):
    print(f"{name:{NAME}}" + "".join(f"{value:>14}" for value in values), flush=True)


class Goals:
    """What was measured, and what it is held against. What is counted decides on the exit status: a goal that is missed
    fails, unless it is known to be, and then its ceiling holds instead. Wall times are only told: they are the machine's
    as much as the library's."""

    def __init__(self, known):
        self.known = known  # by the name of the goal: its ceiling, and the reason
        self.rows = []
        self.failed = []

    def word(self, name, value, holds, wall):
        if holds:
            return "holds"
        if name in self.known and value <= self.known[name][0]:
            return "known"
        if not wall:
            self.failed.append(name)
        return "missed" if wall else "MISSED"

    def put(self, name, value, sign, goal, holds, wall):
        self.rows.append((name, value, sign, goal, self.word(name, value, holds, wall)))

    def at_most(self, name, value, goal, wall=False):
        self.put(name, value, "<=", goal, value <= goal, wall)

    def at_least(self, name, value, goal):
        """Of wall times alone."""
        self.put(name, value, ">=", goal, value >= goal, True)

    def add(self, name, holds):
        """Of what a program has judged for itself."""
        self.put(name, None, "", "", holds, False)

    def tell(self):
        """Returns the exit status."""
        head("goal", "measured", "goal", "")
        for name, value, sign, goal, word in self.rows:
            row(name, f"{value:.4g}" if value is not None else "above", f"{sign} {goal}", word)
        told = [name for name, *_, word in self.rows if word == "known"]
        if told:
            print("\nKnown to be missed:")
        for name in told:
            ceiling, reason = self.known[name]
            print(f"  {name}, at most {ceiling}: {reason}")
        return 1 if self.failed else 0
