/** Of files and packages, which may be small: `512 bytes`, `3.4 MB`, `38.2 GB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} bytes`;
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  const divisor = { kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
}
