import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, answerQuery } from '../../api/answers';
import { withQuery } from '../../api/client';
import { useKey } from '../../app/keys';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { dateOf, decimalOf } from '../../words/values';
import { monthStart, today } from '../shared/days';
import cards from '../shared/lines.module.css';
import work from '../shared/shared.module.css';
import styles from './account.module.css';
import { ClosedMonths } from './closed_months';
import { sideOf, type StatementLine, statementLines } from './statement_lines';

/** So many whole months are shown before the present one. */
const monthsBefore = 2;

function Period({ from, until, show }:
  { from: string; until: string; show: (from: string, until: string) => void }) {
  const { t } = useTranslation('account');
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(until);
  const input = useRef<HTMLInputElement>(null);
  useKey('search', () => input.current?.focus());
  return (
    <form className={styles.period} onSubmit={(event: FormEvent) => {
      event.preventDefault();
      show(first, last);
    }}>
      <TextInput ref={input} type="date" label={t('from')} value={first}
        onChange={(event) => setFirst(event.currentTarget.value)} />
      <TextInput type="date" label={t('until')} value={last}
        onChange={(event) => setLast(event.currentTarget.value)} />
      <Button type="submit" size="sm" variant="default">{t('show')}</Button>
      <Button size="sm" variant="subtle" onClick={() => {
        setFirst('');
        setLast('');
        show('', '');
      }}>{t('showAll')}</Button>
    </form>
  );
}

function Line({ line }: { line: StatementLine }) {
  const { t, i18n } = useTranslation('account');
  const terms = useTerms();
  const money = (text: string) => decimalOf(text, 2, i18n.language);
  return (
    <tr>
      <td data-label={t('issuedOn')} className={work.nowrap}>
        {dateOf(line.issuedOn, i18n.language)}
      </td>
      <th scope="row" data-label={t('document')}>
        {line.document
          ? <Link to="/lists/$collection" params={{ collection: 'account-documents' }}
              search={{ filter: [`number:eq:${line.document}`] }}>{line.document}</Link> : ''}
      </th>
      <td data-label={t('kind')}>{terms.word(line.kind)}</td>
      <td data-label={t('text')}>{line.text}</td>
      <td data-label={t('dueOn')} className={work.nowrap}>
        {line.dueOn ? dateOf(line.dueOn, i18n.language) : ''}
      </td>
      <td data-label={t('amount')} className={work.number}>{money(line.amount)}</td>
      <td data-label={t('balance')} className={work.number}>{money(line.balance)}</td>
    </tr>
  );
}

function Balance({ label, text }: { label: string; text: string }) {
  const { t, i18n } = useTranslation('account');
  return (
    <div>
      <dt>{label}</dt>
      <dd><strong>{decimalOf(text, 2, i18n.language)}</strong>{' '}
        <span className={work.soft}>{t(`side_${sideOf(text)}`)}</span></dd>
    </div>
  );
}

function Sheet({ answer, title }: { answer: Answer; title: string }) {
  const { t } = useTranslation('account');
  const lines = statementLines(answer);
  const heads = ['issuedOn', 'document', 'kind', 'text', 'dueOn', 'amount', 'balance'] as const;
  const fact = (name: string) => String(answer.facts[name] ?? '0');
  return (
    <>
      <dl className={styles.balances} aria-live="polite">
        <Balance label={t('opening')} text={fact('opening')} />
        <Balance label={t('closing')} text={fact('closing')} />
      </dl>
      <Panel flush>
        {lines.length === 0 ? <Empty text={t('noLines')} hint={t('noLinesHint')} /> : (
          <div className={work.scroll} role="region" tabIndex={0} aria-label={title}>
            <table className={`${work.table} ${cards.lines}`}>
              <thead>
                <tr>
                  {heads.map((head) => (
                    <th key={head} scope="col"
                      className={head === 'amount' || head === 'balance' ? work.number : ''}>
                      {t(head)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lines.map((line, at) => <Line key={`${line.document}-${at}`} line={line} />)}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}

/** What dealer and importer have settled with each other in a period, and what is left. */
export function StatementPage() {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const { dealer, brand } = useParams({ from: '/account/$dealer/$brand' });
  const search = useSearch({ from: '/account/$dealer/$brand' });
  const from = search.from ?? monthStart(today(), monthsBefore);
  const until = search.until ?? '';
  const period = ([['from', from], ['until', until]] as const).filter(([, day]) => day !== '');
  const path = withQuery(
    `/accounts/${encodeURIComponent(dealer)}/${encodeURIComponent(brand)}/statement`, period);
  const { data, error, isPending } = useQuery(
    { ...answerQuery(path), placeholderData: keepPreviousData });
  const title = t('accountOf', { dealer, brand });
  return (
    <PageFrame title={title} before={<Link to="/account">{t('title')}</Link>} note={t('note')}>
      <Period key={`${from} ${until}`} from={from} until={until} show={(first, last) =>
        void navigate({ to: '/account/$dealer/$brand', params: { dealer, brand },
          search: { from: first, ...(last === '' ? {} : { until: last }) } })} />
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} /> : null}
      {data && !error ? <Sheet answer={data} title={title} /> : null}
      <ClosedMonths dealer={dealer} brand={brand} />
    </PageFrame>
  );
}
