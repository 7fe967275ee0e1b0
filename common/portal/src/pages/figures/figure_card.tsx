import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decimalOf } from '../../words/values';
import { barsOf, type FigureLine, turnOf } from './figure_lines';
import styles from './figures.module.css';

const digits: Record<string, number> = { days: 1, percent: 1, amount: 2, count: 0 };

export function useFigureWords() {
  const { t, i18n } = useTranslation('figures');
  const valueOf = (unit: string, value: string | null) => value === null ? t('none')
    : t(`unit_${unit}`, { value: decimalOf(value, digits[unit] ?? 0, i18n.language) });
  return {
    valueOf,
    name: (line: FigureLine) => t(`name_${line.id}`, { defaultValue: line.words }),
    missing: (line: FigureLine) => t(`missing_${line.missing}`, { defaultValue: line.missing }),
    above: (line: FigureLine) => t(`above_${line.id}`, { defaultValue: line.above }),
    below: (line: FigureLine) => t(`below_${line.id}`, { defaultValue: line.below }),
    number: (text: string) => decimalOf(text, text.includes('.') ? 2 : 0, i18n.language),
  };
}

/** Both values as lengths; who does not see them reads them beside it. */
function Bars({ line }: { line: FigureLine }) {
  const bars = barsOf(line);
  if (!bars) return null;
  return (
    <svg className={styles.bars} viewBox="0 0 100 9" preserveAspectRatio="none" aria-hidden>
      <rect className={styles.now ?? ''} x="0" y="0" width={bars[0]} height="4" />
      <rect className={styles.before ?? ''} x="0" y="5" width={bars[1]} height="4" />
    </svg>
  );
}

export function RowsLink({ line, children }: { line: FigureLine; children: React.ReactNode }) {
  return (
    <Link to="/lists/$collection" params={{ collection: line.collection }}
      search={{ filter: line.filters }}>{children}</Link>
  );
}

export function TurnMark({ line }: { line: FigureLine }) {
  const { t } = useTranslation('figures');
  const turn = turnOf(line);
  if (turn === 'none') return null;
  return <span className={`${styles.turn} ${styles[turn] ?? ''}`}>{t(`turn_${turn}`)}</span>;
}

/** What it is made of: "3 of 4" in words, or what it is the median of. */
function Made({ line }: { line: FigureLine }) {
  const { t } = useTranslation('figures');
  const words = useFigureWords();
  if (line.below === '') {
    return <p className={styles.made}>{t('medianOf', { what: words.above(line) })}</p>;
  }
  return (
    <p className={styles.made}>
      {line.numerator !== null
        ? `${t('partOf', { part: words.number(line.numerator),
          whole: words.number(line.denominator ?? '') })}: ` : null}
      {t('ratioOf', { above: words.above(line), below: words.below(line) })}
    </p>
  );
}

export function FigureCard({ whole, parts }: { whole: FigureLine; parts: FigureLine[] }) {
  const { t } = useTranslation('figures');
  const words = useFigureWords();
  return (
    <li className={styles.card}>
      <h3><RowsLink line={whole}>{words.name(whole)}</RowsLink></h3>
      {whole.value === null
        ? <p className={styles.missing}>{t('none')}: {words.missing(whole)}</p>
        : (
          <>
            <p className={styles.value}>{words.valueOf(whole.unit, whole.value)}</p>
            <Bars line={whole} />
            <p className={styles.compared}>
              {whole.previous === null ? t('noPrevious')
                : t('before', { value: words.valueOf(whole.unit, whole.previous) })}{' '}
              <TurnMark line={whole} />
            </p>
          </>
        )}
      <Made line={whole} />
      {parts.length > 0 ? (
        <ul className={styles.parts}>
          {parts.map((part) => (
            <li key={part.part}>
              {t('partLine', { part: part.part, count: Number(part.numerator ?? 0),
                value: words.valueOf(part.unit, part.value) })}
            </li>
          ))}
        </ul>
      ) : null}
      <p className={styles.foot}>
        <span>{t('rowCount', { count: whole.count })}</span>
        {whole.better === 'neither' ? null : <span>{t(`better_${whole.better}`)}</span>}
        {whole.target === '' ? null : <span>{t('target', { target: whole.target })}</span>}
      </p>
    </li>
  );
}
