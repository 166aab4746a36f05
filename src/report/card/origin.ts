/** What is known of where a data set comes from: what its name says, and nothing that was not checked. */

/** Names under which FER2013 is handed on. */
const FER2013 = /(fer[-_ ]?2013|icml_face_data)/i;

/**
 * @param source as the user named it
 * @param synthetic drawn by this program
 * @returns sentences; the first says how much is known
 */
export function originOf(source: string | null, synthetic: boolean): string[] {
  if (synthetic) return ['Drawn by this program: it shows no person, and says nothing of photographs.'];
  if (source === null) return ['Not known: the model does not say what it was trained on.'];
  if (!FER2013.test(source)) {
    return [
      'Not known: the run records the name and the fingerprint of the data, and nothing of how it was made.',
    ];
  }
  return [
    'By its name this is FER2013, or made from it; the name is all that was looked at.',
    'FER2013 was collected by image searches on the web and labelled by people, once a picture (Goodfellow et al. 2013, “Challenges in representation learning”). FER+ asked ten people about each of the same pictures, and they often disagree (Barsoum et al. 2016).',
    'It is handed on for research and education. A licence for the pictures themselves is not known, nor that the people shown agreed.',
  ];
}
