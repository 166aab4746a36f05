/** The confusion matrix as a chart: rows are true classes, columns are answers, colour is the share of the row. */
import type { Evaluation } from '../../evaluate/evaluate.js';
import type { OpenCell } from './errors.js';
import { cellText, drawMatrix, type Matrix, matrixCells } from './matrix.js';

/** @param open makes every cell a button that shows the faces behind it */
export function drawConfusion({ confusion, classes }: Evaluation, width: number, open?: OpenCell): Element {
  const matrix: Matrix = {
    counts: confusion,
    rows: { label: 'true class', names: classes },
    columns: { label: 'network’s answer', names: classes },
    says: (truth, answer) => `${truth}, ${truth === answer ? 'recognised' : `called ${answer}`}`,
  };
  const chart = drawMatrix(matrix, width);
  if (open) makeButtons(chart, matrix, open);
  return chart;
}

/**
 * Makes the coloured cells buttons, one stop of the Tab key together: arrow keys move among them, Enter, Space or a click
 * opens one.
 */
function makeButtons(chart: Element, matrix: Matrix, open: OpenCell): void {
  const k = matrix.rows.names.length;
  const texts = matrixCells(matrix).map((cell) => cellText(matrix, cell).replaceAll('\n', ', '));
  const cells = [
    ...([...chart.querySelectorAll('[aria-label="cell"]')].at(-1)?.children ?? []),
  ] as SVGElement[];
  chart.removeAttribute('role');
  const focus = (i: number): void => {
    cells.forEach((cell, other) => {
      cell.tabIndex = other === i ? 0 : -1;
    });
    cells[i].focus();
  };
  cells.forEach((cell, i) => {
    const [truth, answer] = [Math.floor(i / k), i % k];
    const openThis = (): void => open({ truth, answer });
    cell.setAttribute('role', 'button');
    cell.setAttribute('class', 'cell');
    cell.setAttribute('aria-label', texts[i]);
    cell.tabIndex = i === 0 ? 0 : -1;
    cell.addEventListener('click', openThis);
    // Else the press would pin the chart's tip where the faces are to be looked at.
    cell.addEventListener('pointerdown', (event) => event.stopPropagation());
    cell.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') openThis();
      else {
        const [row, column] = step(truth, answer, event.key);
        if (row < 0 || column < 0 || row >= k || column >= k || i === row * k + column) return;
        focus(row * k + column);
      }
      event.preventDefault();
    });
  });
}

/** The cell an arrow key leads to; the same one for other keys. */
function step(row: number, column: number, key: string): [number, number] {
  const moves: Record<string, [number, number]> = {
    ...{ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] },
  };
  const [down, right] = moves[key] ?? [0, 0];
  return [row + down, column + right];
}
