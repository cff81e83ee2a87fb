import TaproomNet

/// The time-outs of the settings in nanoseconds, converted once.
struct Timeouts {
    let header: UInt64
    let idle: UInt64
    let stall: UInt64
    let handshake: UInt64

    init(_ settings: ApplicationSettings, handshake: Duration? = nil) {
        header = settings.headerTimeout.nanoseconds
        idle = settings.idleTimeout.nanoseconds
        stall = settings.stallTimeout.nanoseconds
        self.handshake = (handshake ?? settings.headerTimeout).nanoseconds
    }
}
