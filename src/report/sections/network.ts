/** The network: its picture and the table of its layers. */
import { embedSvg } from '../embed.js';
import { bytes, compact, integer } from '../format.js';
import { html, type Markup } from '../markup.js';
import { facts, section, table } from '../parts.js';
import type { ReportData } from '../types.js';

export function networkSection(data: ReportData): Markup {
  const { model } = data;
  const lead = html`<p>${model.name}: ${integer(model.parameters)} parameters and ${compact(model.macs)} multiply-accumulates (MACs) for one image.</p>`;
  return section('network', 'Network', lead, [
    model.svg !== undefined &&
      html`<figure class="network"><div class="scroll" role="region" aria-label="Picture of the network" tabindex="0">${embedSvg(model.svg)}</div></figure>`,
    table(
      'Layers of the network',
      [
        { head: 'layer' },
        { head: 'output' },
        { head: 'parameters', number: true },
        { head: 'MACs', number: true },
      ],
      model.rows.map((row) => [row.layer, row.output, figure(row.parameters), figure(row.macs)]),
      [['all', '', integer(model.parameters), integer(model.macs)]],
    ),
    model.memoryBytes !== undefined && facts([['memory while it ran', bytes(model.memoryBytes)]]),
  ]);
}

/** Zeros would only hide where the weights and the work are. */
function figure(value: number): string {
  return value === 0 ? '' : integer(value);
}
