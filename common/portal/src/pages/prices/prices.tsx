import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { permits } from '../../api/permits';
import { useStatus } from '../../api/queries';
import type { Row } from '../../api/types';
import { usePermits } from '../../app/session';
import { Mark, type Tone } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import work from '../shared/shared.module.css';
import lines from '../shared/lines.module.css';
import { NewEdition } from './new_edition';
import { type Edition, type EditionState, editionsOf, utcDay } from './price_work';
import styles from './prices.module.css';

const shown = 12;
const toneOf: Record<EditionState, Tone> = {
  published: 'good', ahead: 'quiet', staged: 'wait', broken: 'bad', discarded: 'plain',
};
const heads = ['edition', 'name', 'validFrom', 'rows', 'state'] as const;

export function StateOf({ edition }: { edition: Pick<Edition, 'state'> }) {
  const { t } = useTranslation('prices');
  return <Mark tone={toneOf[edition.state]}>{t(`state_${edition.state}`)}</Mark>;
}

function EditionRow({ edition }: { edition: Edition }) {
  const { t, i18n } = useTranslation('prices');
  const { list } = edition;
  return (
    <tr>
      <th scope="row" data-label={t('edition')}>
        <Link to="/prices/$list/$edition" params={{ list, edition: edition.edition }}
          aria-label={t('openEdition', { list, edition: edition.edition })}>
          {edition.edition}
        </Link>
      </th>
      <td data-label={t('name')}>{edition.title}</td>
      <td data-label={t('validFrom')} className={work.nowrap}>
        {dateOf(edition.validFrom, i18n.language)}
      </td>
      <td data-label={t('rows')} className={work.number}>
        {edition.rows.toLocaleString(i18n.language)}
      </td>
      <td data-label={t('state')}><StateOf edition={edition} /></td>
    </tr>
  );
}

/** The editions of one list, the newest first. */
function Editions({ list, day }: { list: Row; day: string }) {
  const { t } = useTranslation('prices');
  const code = String(list.data.list);
  const { data, error } = useQuery(rowsQuery('price-editions',
    { filter: [`list:eq:${code}`] }));
  const all = editionsOf(data ?? [], code, day);
  const title = [code, list.data.name, list.data.currency]
    .filter((one, at, every) => one && every.indexOf(one) === at).join(' · ');
  return (
    <Panel title={title} flush>
      {error ? <Refusal error={error} /> : null}
      {!data && !error ? <Loading /> : null}
      {data && all.length === 0 ? <Empty text={t('noEditions')} /> : null}
      {all.length === 0 ? null : (
        <div className={work.scroll} role="group" tabIndex={0} aria-label={title}>
          <table className={`${work.table} ${lines.lines}`}>
            <thead>
              <tr>{heads.map((head) => (
                <th key={head} scope="col" className={head === 'rows' ? work.number : ''}>
                  {t(head)}
                </th>))}</tr>
            </thead>
            <tbody>
              {all.slice(0, shown).map((one) => <EditionRow key={one.id} edition={one} />)}
            </tbody>
          </table>
        </div>
      )}
      {all.length > shown
        ? <p className={`${work.soft} ${work.padded}`}>
            {t('older', { count: all.length - shown })}{' '}
            <Link to="/lists/$collection" params={{ collection: 'price-editions' }}>
              {t('allEditions')}
            </Link>
          </p> : null}
    </Panel>
  );
}

function Prices() {
  const { t } = useTranslation('prices');
  const lists = useQuery(rowsQuery('price-lists'));
  const mayWrite = permits(usePermits(), 'price.edition:write');
  const day = utcDay(Date.now());
  const all = (lists.data ?? []).toSorted((a, b) =>
    (String(a.data.list) < String(b.data.list) ? -1 : 1));
  return (
    <PageFrame title={t('prices')} note={t('pricesNote')}>
      {lists.error ? <Refusal error={lists.error} /> : null}
      {lists.isPending ? <Loading /> : null}
      {lists.data && all.length === 0
        ? <Panel><Empty text={t('noLists')} hint={t('noListsHint')} /></Panel> : null}
      {all.length > 0 && mayWrite
        ? <NewEdition lists={all.map((one) => String(one.data.list))} /> : null}
      {all.length > 0 && !mayWrite
        ? <p className={work.soft}>{t('mayNot')}</p> : null}
      <div className={styles.body}>
        {all.map((list) => <Editions key={list.id} list={list} day={day} />)}
      </div>
    </PageFrame>
  );
}

/** What the importer has published and what waits; a branch has nothing to do here. */
export function PricesPage() {
  const { t } = useTranslation('prices');
  const { role } = useStatus();
  if (role === 'hub') return <Prices />;
  return <PageFrame title={t('prices')}><Panel><Empty text={t('onlyHub')} /></Panel></PageFrame>;
}
