/** Draws faces into the places the page keeps for them. */
import type { FaceSource } from './faces.js';

/** Every element with `data-row` and `data-size` gets that row's face. */
export function fillSlots(source: FaceSource): void {
  for (const slot of document.querySelectorAll<HTMLElement>('[data-row]')) {
    slot.replaceChildren(source.canvas(Number(slot.dataset.row), Number(slot.dataset.size)));
  }
}
