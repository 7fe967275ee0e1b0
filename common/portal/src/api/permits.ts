// What somebody's roles permit; the daemon decides, this only spares people a refusal. Pure.

/** Reads the words of roles as the daemon does: "stock.*:read|warranty.claim|org.brand:write". */
export function permits(words: string, wanted: string): boolean {
  const [area = '', verb = ''] = wanted.split(':');
  const module = area.split('.')[0];
  return words.split('|').some((word) => {
    const [place = '', only] = word.split(':');
    return (only === undefined || only === verb) &&
      (place === '*' || place === area || place === `${module}.*`);
  });
}
