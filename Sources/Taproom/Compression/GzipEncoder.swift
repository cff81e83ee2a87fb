import CZlib

/// Compresses into the gzip format (RFC 1952) with zlib.
///
/// It is one of the places for unsafe code, because zlib works on C pointers. They live as long as one call.
final class GzipEncoder {
    /// The treatment of bytes that zlib holds back to compress them better.
    enum Flush {
        /// All bytes are returned, so that the client can read them now.
        case sync
        /// The content ends.
        case finish
    }

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// Makes an encoder; nil if there is no memory for it.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    init?(level: Int = 6) {
        stream.initialize(to: z_stream())
        guard taproom_deflate_init(stream, Int32(level)) == Z_OK else {
            stream.deinitialize(count: 1)
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Compresses the next bytes.
    func encode(_ bytes: [UInt8], _ flush: Flush) -> [UInt8] {
        var output: [UInt8] = []
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            let mode = flush == .finish ? Z_FINISH : Z_SYNC_FLUSH
            var isFull = true
            while isFull {
                let chunk = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { chunk, count in
                    stream.pointee.next_out = chunk.baseAddress
                    stream.pointee.avail_out = UInt32(chunk.count)
                    _ = deflate(stream, mode)
                    count = chunk.count - Int(stream.pointee.avail_out)
                }
                isFull = stream.pointee.avail_out == 0
                output += chunk
            }
        }
        return output
    }

    /// Prepares the encoder for other content.
    func reset() {
        deflateReset(stream)
    }
}
