"""The demo world: three forces, two CPS Areas, people of every role, and live cases in every state."""
