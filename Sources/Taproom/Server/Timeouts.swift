import TaproomNet

/// The settings' time-outs in nanoseconds, reckoned once and not for each request.
struct Timeouts {
    let header: UInt64
    let idle: UInt64
    let stall: UInt64

    init(_ settings: ApplicationSettings) {
        header = settings.headerTimeout.nanoseconds
        idle = settings.idleTimeout.nanoseconds
        stall = settings.stallTimeout.nanoseconds
    }
}
