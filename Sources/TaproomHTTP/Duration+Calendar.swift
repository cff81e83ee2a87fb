extension Duration {
    /// So many minutes of 60 seconds.
    public static func minutes(_ count: some BinaryInteger) -> Duration { seconds(count, times: 60) }

    /// So many hours of 60 minutes.
    public static func hours(_ count: some BinaryInteger) -> Duration { seconds(count, times: 3600) }

    /// So many days of 24 hours.
    public static func days(_ count: some BinaryInteger) -> Duration { seconds(count, times: 86_400) }

    /// So many weeks of seven days.
    public static func weeks(_ count: some BinaryInteger) -> Duration { seconds(count, times: 604_800) }

    /// A product that is out of range is the longest duration of whole seconds, or the shortest.
    private static func seconds(_ count: some BinaryInteger, times unit: Int64) -> Duration {
        let (product, overflow) = Int64(clamping: count).multipliedReportingOverflow(by: unit)
        return .seconds(overflow ? (count < 0 ? Int64.min : .max) : product)
    }
}
