// Side by side on a phone: an arrow brings the next card without moving the page up or down, and the focus goes with it.
// Without this the arrows are links to the cards, which does nearly the same.

for (const arrow of document.querySelectorAll(".card-step__go")) {
  arrow.addEventListener("click", (event) => {
    const card = document.getElementById(arrow.hash.slice(1));
    if (!card) return;
    event.preventDefault();
    const strip = card.parentElement;
    const edge = parseFloat(getComputedStyle(strip).scrollPaddingLeft) || 0;
    strip.scrollTo({ left: strip.scrollLeft + card.getBoundingClientRect().left - strip.getBoundingClientRect().left - edge });
    const forward = arrow.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
    const arrows = card.querySelectorAll(".card-step__go");
    arrows[forward ? arrows.length - 1 : 0]?.focus({ preventScroll: true });
  });
}
