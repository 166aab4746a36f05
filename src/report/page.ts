/** The sections of a run's report, in order. */
import type { ReportAssets } from './assets.js';
import { renderFrame, sectionsOf } from './frame.js';
import { header, subtitle } from './headline.js';
import { dataSection } from './sections/data.js';
import { errorsSection } from './sections/errors.js';
import { explanationSection } from './sections/explanation.js';
import { networkSection } from './sections/network.js';
import { resultSection } from './sections/result.js';
import { robustnessSection } from './sections/robustness.js';
import { settingsSection } from './sections/settings.js';
import { slicesSection } from './sections/slices.js';
import { trainingSection } from './sections/training.js';
import { trustSection } from './sections/trust.js';
import type { ReportData } from './types.js';

/** The order of the page and of its navigation. */
const SECTIONS = [
  { id: 'data', title: 'Data', render: dataSection },
  { id: 'network', title: 'Network', render: networkSection },
  { id: 'training', title: 'Training', render: trainingSection },
  { id: 'result', title: 'Result', render: resultSection },
  { id: 'trust', title: 'Trust', render: trustSection },
  { id: 'errors', title: 'Errors', render: errorsSection },
  { id: 'explanation', title: 'Explanation', render: explanationSection },
  {
    id: 'robustness',
    title: 'Robustness',
    render: ({ robustness }: ReportData) => robustness && robustnessSection(robustness),
  },
  { id: 'slices', title: 'Slices', render: ({ slices }: ReportData) => slices && slicesSection(slices) },
  { id: 'settings', title: 'Settings', render: settingsSection },
];

/** The page for this data, with these scripts. The same input gives the same bytes. */
export function renderPage(data: ReportData, assets: ReportAssets): string {
  return renderFrame(
    {
      name: data.name,
      kind: 'Vultus report',
      description: subtitle(data),
      createdBy: data.createdBy,
      header: header(data),
      sections: sectionsOf(SECTIONS, data),
      json: {
        data: { classes: data.data.classes, splits: data.data.splits },
        training: data.training,
        evaluations: data.evaluations,
        faces: data.faces,
        explanation: data.explanation,
        robustness: data.robustness,
        slices: data.slices,
      },
    },
    assets,
  );
}
