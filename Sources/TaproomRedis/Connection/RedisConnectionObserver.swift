/// Is notified when a connection is ready and when it is lost, and receives the messages that Redis pushes. Called on
/// the loop's thread.
protocol RedisConnectionObserver: AnyObject {
    func connectionIsReady(_ connection: RedisConnection)
    /// Also called if the first attempt fails. The commands that were sent fail afterwards.
    func connectionIsLost(_ connection: RedisConnection)
    func received(_ push: RedisValue, from connection: RedisConnection)
}

extension RedisConnectionObserver {
    func connectionIsReady(_ connection: RedisConnection) {}
    func connectionIsLost(_ connection: RedisConnection) {}
    func received(_ push: RedisValue, from connection: RedisConnection) {}
}
