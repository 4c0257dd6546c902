"""One file per layout: what a card of this kind looks like in every size."""
