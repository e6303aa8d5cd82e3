/** The types of events as plain logs write them, compared a word of memory at a time. Eight bytes behind a field are readable. */

/** Whether a field is the word of plain logs for an impression. */
export function isImpression(start: u32, length: u32): bool {
  // "impressi", "on"
  return length == 10 && load<u64>(start) == 0x69_73_73_65_72_70_6d_69 && load<u16>(start, 8) == 0x6e_6f;
}

/** Likewise, for a conversion. */
export function isConversion(start: u32, length: u32): bool {
  // "conversi", "on"
  return length == 10 && load<u64>(start) == 0x69_73_72_65_76_6e_6f_63 && load<u16>(start, 8) == 0x6e_6f;
}

/** Likewise, for a click. */
export function isClick(start: u32, length: u32): bool {
  // "clic", "k"
  return length == 5 && load<u32>(start) == 0x63_69_6c_63 && load<u8>(start, 4) == 0x6b;
}
