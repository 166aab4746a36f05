/**
 * Copies one NHWC image into a larger one: `top`, `left` rings of zeros and, with dilate > 1, dilate−1 zeros between
 * neighbouring pixels. Pixels that fall outside the target are dropped (negative padding crops).
 *
 *   to[top + i·dilate, left + j·dilate, c] = from[i, j, c]; everything else 0.
 */
export function padImage(
  from: usize, to: usize, height: i32, width: i32, channels: i32,
  top: i32, left: i32, dilate: i32, toH: i32, toW: i32,
): void {
  const pixel = <usize>channels << 2;
  memory.fill(to, 0, <usize>(toH * toW) * pixel);
  for (let i = 0; i < height; i++) {
    const row = top + i * dilate;
    if (row < 0 || row >= toH) continue;
    const source = from + <usize>(i * width) * pixel;
    const target = to + <usize>(row * toW) * pixel;
    if (dilate == 1) {
      const skip = left < 0 ? -left : 0;
      const room = toW - (left < 0 ? 0 : left);
      const count = min(width - skip, room);
      if (count > 0) {
        memory.copy(target + <usize>(left + skip) * pixel, source + <usize>skip * pixel, <usize>count * pixel);
      }
    } else {
      for (let j = 0; j < width; j++) {
        const column = left + j * dilate;
        if (column < 0 || column >= toW) continue;
        memory.copy(target + <usize>column * pixel, source + <usize>j * pixel, pixel);
      }
    }
  }
}
