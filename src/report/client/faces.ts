/** Faces cut out of the one picture that holds them all. */
import type { ReportFaces } from '../types.js';

const SIDE = 48;

export interface FaceSource {
  /**
   * A canvas with the face, drawn as soon as the picture is decoded.
   * @param size side in CSS pixels
   * @param over drawn upon it then, in a 48×48 system of coordinates: a heat map, a frame
   */
  canvas(row: number, size: number, over?: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement;
}

/** Decodes the picture once, when the first face is asked for. */
export function faceSource(faces: ReportFaces): FaceSource {
  const places = new Map(faces.rows.map((row, i) => [row, i]));
  let decoded: Promise<HTMLImageElement> | undefined;
  const picture = (): Promise<HTMLImageElement> => {
    decoded ??= (async () => {
      const image = new Image();
      image.src = faces.image;
      await image.decode();
      return image;
    })();
    return decoded;
  };
  return {
    canvas(row, size, over) {
      const canvas = document.createElement('canvas');
      // Twice the size in pixels, so that it stays sharp on dense screens.
      canvas.width = canvas.height = 2 * size;
      canvas.style.width = canvas.style.height = `${size}px`;
      canvas.className = 'face';
      const place = places.get(row);
      if (place === undefined) return canvas;
      const left = (place % faces.columns) * SIDE;
      const top = Math.floor(place / faces.columns) * SIDE;
      void picture().then((image) => {
        const context = canvas.getContext('2d');
        if (!context) return;
        context.scale((2 * size) / SIDE, (2 * size) / SIDE);
        context.drawImage(image, left, top, SIDE, SIDE, 0, 0, SIDE, SIDE);
        over?.(context);
      });
      return canvas;
    },
  };
}
