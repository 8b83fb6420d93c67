"""From a request to a checked plan: occupation, spacing, search, protection, check.

Law of this room
----------------
1. Nothing here reads or writes files; things come in frozen, a `Plan` goes out.
2. The roles are searched jointly; the movement is one occupant towards all others.
3. Times of the search are integer seconds; published times are multiples of the publish step.
4. Objective, in order: hard rules; programme kept; weighted minutes of other trains; the principal's
   journey time; earliest departure; ties by id.
5. `check` shares nothing with search, motion or kernels and sees only the plan, its runs and its inputs.
6. `docs/occupation.md` defines when what is held; both the search and the check follow it.
7. Inside, floors too: `rows` and `check`; `joint`, the search; `preflight` and `traffic`; `border`;
   `occupation` and `dated`; `model` and `request`. Each imports only from below.

Not here: formats, documents, chance.
"""
