import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useStatus } from '../../api/queries';
import { Panel } from '../../look/page';
import { dateOf, decimalOf } from '../../words/values';
import { newestFirst } from '../shared/newest_first';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';

const most = 200;

/** What this branch has offered, the newest first. */
export function Quotes() {
  const { t, i18n } = useTranslation('trade');
  const { branch } = useStatus();
  const { data } = useQuery(rowsQuery('quotes',
    { filter: branch === undefined ? [] : [`branch:eq:${branch}`], sort: '-id', limit: most }));
  if (!data || data.length === 0) return null;
  return (
    <Panel title={`${t('quotes')} (${data.length})`} flush>
      <ul className={work.links}>
        {newestFirst(data).map((quote) => (
          <li key={quote.id}>
            <Link to="/quotes/$id" params={{ id: quote.id }}>
              {String(quote.data.number ?? quote.id.slice(0, 8))}
            </Link>
            <span>{String(quote.data.vin)}</span>
            <StateMark row={quote} />
            <span className={`${work.wide} ${work.soft}`}>
              {quote.data.reason ? String(quote.data.reason) : quote.data.valid_until
                ? t('validUntil', { day: dateOf(String(quote.data.valid_until), i18n.language) })
                : ''}
            </span>
            <span className={work.number}>
              {decimalOf(String(quote.data.price ?? ''), 2, i18n.language)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
