"""The holder's side: hold, plan, present."""
