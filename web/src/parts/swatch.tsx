export function Swatch({ color }: { color: string | null | undefined }) {
  return <span className="swatch" style={{ background: color ?? 'transparent' }} aria-hidden />
}
