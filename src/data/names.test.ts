import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSES } from '../util/classes.js';
import { placeOf } from './images.js';
import { classCode, splitName } from './names.js';

test('usual spellings of the classes', () => {
  const spellings: Record<string, string[]> = {
    angry: ['angry', 'Anger', 'ANGRY', '0', '0_angry', '00-anger'],
    disgust: ['disgust', 'disgusted', 'Disgusted', '1'],
    fear: ['fear', 'fearful', '2', '2_fear'],
    happy: ['happy', 'happiness', 'Happy', '3'],
    sad: ['sad', 'sadness', '4', '4 sad'],
    surprise: ['surprise', 'surprised', '5'],
    neutral: ['neutral', 'Neutral', '6', '6.neutral'],
  };
  for (const [name, list] of Object.entries(spellings)) {
    for (const text of list) assert.equal(CLASSES[classCode(text) ?? -1], name, text);
  }
});

test('what is no class, or two at once, is none', () => {
  for (const text of ['7', '10', '0_happy', 'contempt', '', ' ', 'train', '3x', '-1', 'happy2']) {
    assert.equal(classCode(text), undefined, text);
  }
});

test('splits by folder and by prefix', () => {
  assert.equal(splitName('train'), 'Training');
  assert.equal(splitName(' PublicTest'), 'PublicTest');
  assert.equal(splitName('private_test'), 'PrivateTest');
  assert.equal(splitName('holdout'), undefined);
  assert.deepEqual(placeOf('train/happy/1.jpg'), { label: 3, split: 'Training' });
  assert.deepEqual(placeOf('fer/test/sad/1.jpg'), { label: 4, split: 'Test' });
  assert.deepEqual(placeOf('happy/1.jpg'), { label: 3, split: 'Training' });
  assert.deepEqual(placeOf('test/happiness/PrivateTest_7.png'), { label: 3, split: 'PrivateTest' });
  assert.deepEqual(placeOf('val/0/Training_7.png'), { label: 0, split: 'Training' });
});

test('a place outside the classes is told with the accepted names', () => {
  assert.match(JSON.stringify(placeOf('train/joyful/1.jpg')), /joyful.*0 angry\/anger.*6 neutral/);
  assert.match(JSON.stringify(placeOf('1.jpg')), /no class folder/);
});
