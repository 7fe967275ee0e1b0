// How far a campaign is, as the daemon counts it. Pure.
import { linesOf, type Answer } from '../../api/answers';

/** From the beginning to the end; then the ways out. */
export const progresses = ['open', 'scheduled', 'parts_ready', 'completed', 'confirmed',
  'not_applicable', 'exported', 'scrapped'] as const;

export interface CampaignFacts {
  title: string;
  kind: string;
  status: string;
  stopSale: boolean;
  startsOn: string;
  stopsOn: string;
  population: number;
  due: number;
  done: number;
  /** Null while there is no car to be done. */
  percent: number | null;
  counts: { progress: string; count: number }[];
}

export function campaignFacts({ facts }: Pick<Answer, 'facts'>): CampaignFacts {
  const text = (name: string) => String(facts[name] ?? '');
  const number = (name: string) => Number(facts[name] ?? 0);
  const percent = facts.percent;
  return {
    title: text('title'), kind: text('kind'), status: text('status'),
    stopSale: facts.stop_sale === true, startsOn: text('starts_on'), stopsOn: text('stops_on'),
    population: number('population'), due: number('due'), done: number('done'),
    percent: percent === null || percent === undefined ? null : Number(percent),
    counts: progresses.map((progress) => ({ progress, count: number(progress) }))
      .filter(({ count }) => count > 0),
  };
}

export interface CampaignCar {
  vin: string;
  progress: string;
  branch: string;
  claim: string;
}

export function campaignCars(answer: Pick<Answer, 'columns' | 'rows'>): CampaignCar[] {
  return linesOf(answer).map((line) => {
    const text = (name: string) => String(line[name] ?? '');
    return { vin: text('vin'), progress: text('progress'), branch: text('branch'),
      claim: text('claim') };
  });
}

/** What somebody has pasted, as numbers of cars: each once, in the order given. */
export function vinsOf(pasted: string): string[] {
  const words = pasted.toUpperCase().split(/[^0-9A-Z]+/).filter((word) => word !== '');
  return [...new Set(words)];
}
