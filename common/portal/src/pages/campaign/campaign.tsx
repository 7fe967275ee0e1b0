import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerQuery, rowsQuery } from '../../api/answers';
import { sendJson } from '../../api/client';
import { useEntity, useStatus } from '../../api/queries';
import type { Row } from '../../api/types';
import { IconAlertTriangle } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { Steps } from '../shared/steps';
import work from '../shared/shared.module.css';
import styles from './campaign.module.css';
import {
  type CampaignCar, campaignCars, type CampaignFacts, campaignFacts, vinsOf,
} from './campaign_facts';
import { useMayPublish } from './campaigns';

function Summary({ facts }: { facts: CampaignFacts }) {
  const { t, i18n } = useTranslation('campaign');
  const terms = useTerms();
  const day = (text: string) => text ? dateOf(text, i18n.language) : t('open');
  return (
    <Panel title={t('progress')}>
      <p className={styles.done} aria-live="polite">
        <strong>{t('doneOf', { done: facts.done, due: facts.due })}</strong>{' '}
        <span>{facts.percent === null ? '' : t('percent', { percent: facts.percent })}</span>
      </p>
      <progress className={styles.bar} max={Math.max(facts.due, 1)} value={facts.done}
        aria-label={t('progress')} />
      <dl className={work.facts}>
        <div><dt>{t('status')}</dt><dd>{terms.word(facts.status)}</dd></div>
        <div><dt>{t('kind')}</dt><dd>{terms.word(facts.kind)}</dd></div>
        <div><dt>{t('starts')}</dt><dd>{day(facts.startsOn)}</dd></div>
        <div><dt>{t('stops')}</dt><dd>{day(facts.stopsOn)}</dd></div>
        <div><dt>{t('population')}</dt><dd>{facts.population}</dd></div>
        {facts.counts.map(({ progress, count }) => (
          <div key={progress}><dt>{terms.word(progress)}</dt><dd>{count}</dd></div>
        ))}
      </dl>
    </Panel>
  );
}

function Cars({ cars, population }: { cars: readonly CampaignCar[]; population: number }) {
  const { t } = useTranslation('campaign');
  const terms = useTerms();
  const isNode = useStatus().role === 'node';
  return (
    <Panel title={t('cars')} flush>
      {cars.length === 0 ? <Empty text={t('noCars')} hint={t('noCarsHint')} /> : (
        <div className={work.scroll} role="region" tabIndex={0} aria-label={t('population')}>
          <table className={work.table}>
            <thead>
              <tr>
                <th scope="col">{t('vin')}</th>
                <th scope="col">{t('state')}</th>
                <th scope="col">{t('branch')}</th>
                <th scope="col">{t('claim')}</th>
              </tr>
            </thead>
            <tbody>
              {cars.map((car) => (
                <tr key={car.vin}>
                  <th scope="row">
                    {isNode
                      ? <Link to="/reception" search={{ vin: car.vin }}>{car.vin}</Link>
                      : <Link to="/lists/$collection" params={{ collection: 'claims' }}
                          search={{ filter: [`vin:eq:${car.vin}`] }}>{car.vin}</Link>}
                  </th>
                  <td>{terms.word(car.progress)}</td>
                  <td>{car.branch}</td>
                  <td className={work.nowrap}>{car.claim}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {population > cars.length
        ? <p className={`${work.soft} ${work.padded}`}>{t('moreCars', { count: population })}</p>
        : null}
    </Panel>
  );
}

/** What has to be done to a car: the operations and the kit. */
function Items({ brand, campaign }: { brand: string; campaign: string }) {
  const { t, i18n } = useTranslation('campaign');
  const terms = useTerms();
  const mayPublish = useMayPublish();
  const { data } = useQuery(rowsQuery('campaign-items',
    { filter: [`campaign:eq:${campaign}`, `brand:eq:${brand}`] }));
  const add = mayPublish
    ? <Link to="/lists/$collection/new" params={{ collection: 'campaign-items' }}
        search={{ values: { brand, campaign } }}>{t('addItem')}</Link> : null;
  return (
    <Panel title={t('items')} aside={add}>
      {data?.length === 0 ? <p className={work.none}>{t('noItems')}</p> : null}
      <dl className={work.facts}>
        {data?.map((row) => (
          <div key={row.id}>
            <dt>{terms.word(String(row.data.kind))}</dt>
            <dd>{String(row.data.item)}
              {row.data.quantity
                ? ` × ${decimalOf(String(row.data.quantity), 3, i18n.language)}` : ''}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function AddCars({ brand, campaign }: { brand: string; campaign: string }) {
  const { t } = useTranslation('campaign');
  const client = useQueryClient();
  const [pasted, setPasted] = useState('');
  const vins = vinsOf(pasted);
  const add = useMutation({
    mutationFn: async () => {
      for (const vin of vins) {
        await sendJson('POST', '/campaign-vehicles', { data: { brand, campaign, vin } });
      }
    },
    onSuccess: () => setPasted(''),
    onSettled: () => void client.invalidateQueries({ queryKey: ['answer'] }),
  });
  return (
    <Panel title={t('addCars')}>
      <form className={work.stack} onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (vins.length > 0 && !add.isPending) add.mutate();
      }}>
        {add.isError ? <Refusal error={add.error} /> : null}
        <Textarea label={t('pasteCars')} description={t('pasteCarsHint')} rows={3} value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)} />
        <div className={work.steps}>
          <Button type="submit" size="sm" variant="default" loading={add.isPending}>
            {vins.length === 0 ? t('addCars') : t('addCount', { count: vins.length })}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function StopSale({ row }: { row: Row }) {
  const { t } = useTranslation('campaign');
  const client = useQueryClient();
  const isStopped = row.data.stop_sale === true;
  const change = useMutation({
    mutationFn: () => sendJson('PATCH', `/campaigns/${row.id}`,
      { data: { stop_sale: !isStopped } }, { version: row.version }),
    onSettled: () => Promise.all([
      client.invalidateQueries({ queryKey: ['list', 'campaigns'] }),
      client.invalidateQueries({ queryKey: ['answer'] }),
    ]),
  });
  return (
    <div className={work.stack}>
      {change.isError ? <Refusal error={change.error} /> : null}
      <div className={work.steps}>
        <Button size="sm" variant="default" loading={change.isPending}
          onClick={() => change.mutate()}>{t(isStopped ? 'allowSale' : 'forbidSale')}</Button>
      </div>
    </div>
  );
}

/** One campaign: how far it is, its work and its cars; at the importer also its verbs. */
export function CampaignPage() {
  const { t } = useTranslation('campaign');
  const { brand, campaign } = useParams({ from: '/campaigns/$brand/$campaign' });
  const mayPublish = useMayPublish();
  const entity = useEntity('campaigns');
  const path = `/campaign-progress/${encodeURIComponent(brand)}/${encodeURIComponent(campaign)}`;
  const { data, error, isPending } = useQuery(answerQuery(path));
  const rows = useQuery(rowsQuery('campaigns'));
  const row = rows.data?.find((one) =>
    one.data.brand === brand && one.data.campaign === campaign);
  const facts = data ? campaignFacts(data) : null;
  return (
    <PageFrame title={facts ? `${campaign}: ${facts.title}` : campaign}
      before={<Link to="/campaigns">{t('title')}</Link>}
      aside={facts?.stopSale
        ? <Mark tone="bad" icon={IconAlertTriangle}>{t('stopSale')}</Mark> : null}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} /> : null}
      {mayPublish && row && entity ? <Steps entity={entity} row={row} /> : null}
      {data && facts
        ? (
          <div className={work.two}>
            <div className={work.column}>
              <Cars cars={campaignCars(data)} population={facts.population} />
              {mayPublish ? <AddCars brand={brand} campaign={campaign} /> : null}
            </div>
            <div className={work.column}>
              <Summary facts={facts} />
              {mayPublish && row ? <StopSale row={row} /> : null}
              <Items brand={brand} campaign={campaign} />
            </div>
          </div>
        ) : null}
    </PageFrame>
  );
}
