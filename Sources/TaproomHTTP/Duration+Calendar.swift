extension Duration {
    /// Returns a duration of a number of minutes.
    public static func minutes(_ count: some BinaryInteger) -> Duration { seconds(count, times: 60) }

    /// Returns a duration of a number of hours.
    public static func hours(_ count: some BinaryInteger) -> Duration { seconds(count, times: 3600) }

    /// Returns a duration of a number of days of 24 hours.
    public static func days(_ count: some BinaryInteger) -> Duration { seconds(count, times: 86_400) }

    /// Returns a duration of a number of weeks.
    public static func weeks(_ count: some BinaryInteger) -> Duration { seconds(count, times: 604_800) }

    /// Returns a duration. If the product is out of range, it is the longest or the shortest duration of whole seconds.
    private static func seconds(_ count: some BinaryInteger, times unit: Int64) -> Duration {
        let (product, overflow) = Int64(clamping: count).multipliedReportingOverflow(by: unit)
        return .seconds(overflow ? (count < 0 ? Int64.min : .max) : product)
    }
}
