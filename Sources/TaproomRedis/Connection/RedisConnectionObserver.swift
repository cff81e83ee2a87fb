/// Observes when a connection is made and lost, and receives the messages that Redis pushes. On the loop's thread.
protocol RedisConnectionObserver: AnyObject {
    func connectionIsReady(_ connection: RedisConnection)
    /// Also where the first attempt has failed. Commands that were sent and wait for replies fail next.
    func connectionIsLost(_ connection: RedisConnection)
    func received(_ push: RedisValue, from connection: RedisConnection)
}

extension RedisConnectionObserver {
    func connectionIsReady(_ connection: RedisConnection) {}
    func connectionIsLost(_ connection: RedisConnection) {}
    func received(_ push: RedisValue, from connection: RedisConnection) {}
}
