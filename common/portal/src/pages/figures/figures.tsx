import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, rowsQuery } from '../../api/answers';
import { apiRoot, getJson, withQuery } from '../../api/client';
import { useStatus } from '../../api/queries';
import { useKey } from '../../app/keys';
import { Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { dateOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { FigureCard, RowsLink, TurnMark, useFigureWords } from './figure_card';
import { type FigureLine, type FigureScope, figureLines, groupsOf, scopePairs }
  from './figure_lines';
import styles from './figures.module.css';

/** They are counted over many records: asked for once a minute at most, not after every change. */
const goodFor = 60_000;

const figuresQuery = (path: string) => queryOptions({
  queryKey: ['figures', path],
  queryFn: ({ signal }) => getJson<Answer>(path, signal),
  staleTime: goodFor,
});

function useChoices(collection: string, field: string, all: string) {
  const { data } = useQuery(rowsQuery(collection));
  const codes = [...new Set((data ?? []).map((row) => String(row.data[field] ?? '')))]
    .filter((code) => code !== '').toSorted();
  return [{ value: '', label: all }, ...codes.map((code) => ({ value: code, label: code }))];
}

function ScopeForm({ scope, show }:
  { scope: FigureScope; show: (scope: FigureScope) => void }) {
  const { t } = useTranslation('figures');
  const { role } = useStatus();
  // What the address leaves open comes with the answer: what was chosen meanwhile stays.
  const [typed, setTyped] = useState<Partial<FigureScope>>({});
  const chosen = { ...scope, ...typed };
  const first = useRef<HTMLSelectElement>(null);
  useKey('search', () => first.current?.focus());
  const brands = useChoices('brands', 'brand', t('allBrands'));
  const regions = useChoices('dealers', 'region', t('allRegions'));
  const dealers = useChoices('dealers', 'dealer', t('allDealers'));
  const branches = useChoices('branches', 'branch', t('allBranches'));
  const set = (name: keyof FigureScope) =>
    (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
    };
  return (
    <form className={styles.scope} onSubmit={(event: FormEvent) => {
      event.preventDefault();
      show(chosen);
    }}>
      <NativeSelect ref={first} label={t('brand')} data={brands} value={chosen.brand}
        onChange={set('brand')} />
      {role === 'hub' && regions.length > 1 ? (
        <NativeSelect label={t('region')} data={regions} value={chosen.region}
          onChange={set('region')} />
      ) : null}
      {role === 'hub' ? (
        <NativeSelect label={t('dealer')} data={dealers} value={chosen.dealer}
          onChange={set('dealer')} />
      ) : null}
      <NativeSelect label={t('branch')} data={branches} value={chosen.branch}
        onChange={set('branch')} />
      <TextInput type="date" label={t('from')} value={chosen.from} onChange={set('from')} />
      <TextInput type="date" label={t('to')} value={chosen.to} onChange={set('to')} />
      <Button type="submit" size="sm" variant="default">{t('show')}</Button>
    </form>
  );
}

function Board({ lines }: { lines: FigureLine[] }) {
  const { t } = useTranslation('figures');
  return (
    <>
      {groupsOf(lines).map((group) => (
        <section key={group.name} aria-label={t(`group_${group.name}`)}>
          <h2 className={styles.group}>{t(`group_${group.name}`)}</h2>
          <ul className={styles.cards}>
            {group.figures.map(({ whole, parts }) =>
              <FigureCard key={whole.id} whole={whole} parts={parts} />)}
          </ul>
        </section>
      ))}
    </>
  );
}

function Table({ lines }: { lines: FigureLine[] }) {
  const { t } = useTranslation('figures');
  const words = useFigureWords();
  const heads = ['figure', 'value', 'previous', 'change', 'made', 'rows'] as const;
  const isNumber = (head: string) => head === 'value' || head === 'previous' || head === 'rows';
  return (
    <Panel flush>
      <div className={work.scroll} role="region" tabIndex={0} aria-label={t('title')}>
        <table className={`${work.table} ${styles.table}`}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={isNumber(head) ? work.number : ''}>
                  {t(`head_${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.id} ${line.part}`}>
                <th scope="row">
                  <RowsLink line={line}>{words.name(line)}</RowsLink>
                  {line.part === '' ? null : ` · ${line.part}`}
                </th>
                <td className={work.number}>
                  {line.value === null ? t('none') : words.valueOf(line.unit, line.value)}
                </td>
                <td className={work.number}>
                  {line.previous === null ? '' : words.valueOf(line.unit, line.previous)}
                </td>
                <td><TurnMark line={line} /></td>
                <td className={work.soft}>
                  {line.missing !== '' ? words.missing(line)
                    : line.numerator === null ? words.above(line)
                      : t('partOf', { part: words.number(line.numerator),
                        whole: words.number(line.denominator ?? '') })}
                </td>
                <td className={work.number}>{line.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** How work goes in a period, beside the period before it. */
export function FiguresPage() {
  const { t, i18n } = useTranslation('figures');
  const navigate = useNavigate();
  const search = useSearch({ from: '/figures' });
  const path = withQuery('/kpis', scopePairs(search));
  const { data, error, isPending, refetch } = useQuery(
    { ...figuresQuery(path), placeholderData: keepPreviousData });
  const fact = (name: string) => String(data?.facts[name] ?? '');
  const scope: FigureScope = {
    brand: search.brand ?? '', region: search.region ?? '', dealer: search.dealer ?? '',
    branch: search.branch ?? '',
    from: search.from ?? fact('from'), to: search.to ?? fact('to'),
  };
  const isTable = search.view === 'table';
  const show = (chosen: Parameters<typeof scopePairs>[0], view = search.view) => void navigate({
    to: '/figures',
    search: { ...Object.fromEntries(scopePairs(chosen)), ...(view ? { view } : {}) },
  });
  const fileOf = (format: string) =>
    apiRoot + withQuery('/kpis', [...scopePairs(search), ['format', format]]);
  const lines = data ? figureLines(data) : [];
  const day = (name: string) => dateOf(fact(name), i18n.language);
  return (
    <PageFrame title={t('title')}
      {...(data ? { note: t('note', { from: day('from'), to: day('to'),
        previousFrom: day('previous_from'), previousTo: day('previous_to') }) } : {})}
      aside={(
        <>
          <Button variant="default" aria-pressed={isTable}
            onClick={() => show(search, isTable ? '' : 'table')}>
            {t(isTable ? 'asBoard' : 'asTable')}
          </Button>
          <Button variant="default" onClick={() => void refetch()}>{t('again')}</Button>
          <a href={fileOf('csv')} download>CSV</a>
          <a href={fileOf('xlsx')} download>XLSX</a>
        </>
      )}>
      <ScopeForm key={JSON.stringify(scopePairs(search))} scope={scope}
        show={(chosen) => show(chosen)} />
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data && !error ? (isTable ? <Table lines={lines} /> : <Board lines={lines} />) : null}
    </PageFrame>
  );
}
