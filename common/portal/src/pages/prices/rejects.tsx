import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiRoot } from '../../api/client';
import { Panel } from '../../look/page';
import work from '../shared/shared.module.css';
import lines from '../shared/lines.module.css';
import { rejectsQuery } from './price_requests';

/** Rows of a file that were not taken: where, why, and what to do; all of them as a file. */
export function RejectsPanel({ upload }: { upload: string }) {
  const { t } = useTranslation('prices');
  const { data } = useQuery(rejectsQuery(upload));
  if (!data || data.count === 0) return null;
  const heads = ['line', 'column', 'value', 'reason', 'whatToDo'] as const;
  return (
    <Panel title={t('rejectedRows')} flush>
      <div className={`${work.padded} ${work.steps}`}>
        <span>{t('rejectedSaid', { count: data.count })}</span>
        <a href={`${apiRoot}/price-uploads/${upload}/rejects?format=csv`} download>
          {t('rejectedFile')}
        </a>
      </div>
      <div className={work.scroll} role="group" tabIndex={0} aria-label={t('rejectedRows')}>
        <table className={`${work.table} ${lines.lines}`}>
          <thead><tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}</tr></thead>
          <tbody>
            {data.items.map((row) => (
              <tr key={`${row.line} ${row.column}`}>
                <th scope="row" data-label={t('line')}>{row.line}</th>
                <td data-label={t('column')}>{row.column}</td>
                <td data-label={t('value')}>{row.value}</td>
                <td data-label={t('reason')}>{row.reason}</td>
                <td data-label={t('whatToDo')}>{row.remedy}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.count > data.items.length
        ? <p className={`${work.soft} ${work.padded}`}>
            {t('rejectedShown', { count: data.items.length })}
          </p> : null}
    </Panel>
  );
}
