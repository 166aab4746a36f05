/** Draws faces into the places the page keeps for them. */
import type { FaceSource } from './faces.js';

/**
 * Every slot inside `root` gets the face of its row.
 * @param root the part of the page whose rows are those of `source`
 */
export function fillSlots(source: FaceSource, root: ParentNode = document): void {
  for (const slot of root.querySelectorAll<HTMLElement>('.slot')) {
    slot.replaceChildren(source.canvas(Number(slot.dataset.row), Number(slot.dataset.size)));
  }
}
