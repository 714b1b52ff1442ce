/// What a trace may hold at most. Reading refuses what is beyond, before it is built up in memory; `trace.schema.json`
/// names the same numbers, and so does the manual's page of limits.
public enum TraceLimits {
    /// Bytes of a `trace.json`.
    public static let bytes = 33_554_432
    /// Values of JSON, of all kinds and depths.
    public static let jsonValues = 4_000_000
    /// Members of `parties`.
    public static let parties = 64
    /// Members of `exchanges`. A picture's time is about proportional to them.
    public static let exchanges = 5_000
    /// Members of `decisions`.
    public static let decisions = 50_000
    /// Pairs in one list of headers, inputs or values.
    public static let pairs = 1_000
    /// Bytes of one body, decoded.
    public static let body = 8_388_608
    /// Bytes of an id or of a party's name.
    public static let name = 200

    /// `epoch`: seconds from 1970 to the year 5138.
    public static let epoch = 0...99_999_999_999
    /// `started`, `ended` and `time`: milliseconds of a hundred years.
    public static let time = 0...3_155_760_000_000
    /// `status`: three digits.
    public static let status = 100...999
}
