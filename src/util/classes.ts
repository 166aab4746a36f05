/** The seven classes of FER2013 and the image size, in one place: every other file names them from here. */

/** Class names by FER2013's emotion code (0–6). */
export const CLASSES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;
/** FER+'s eight: FER2013's seven, in their order, and contempt. */
export const FERPLUS_CLASSES = [...CLASSES, 'contempt'] as const;
/** In a set of classes written as bits (1 << code): the bit of an answer that is none of them. */
export const OUTSIDE = 1 << 15;
/** Side of an image in pixels. */
export const SIDE = 48;
/** Pixels of an image. */
export const PIXELS = SIDE * SIDE;
