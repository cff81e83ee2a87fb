-- A script for wrk. It sends the requests of a file in turn, DEPTH at a time, and prints the result as a line of JSON.
-- Each thread has its own part of the file, so that no two connections use a session at the same time.
--   wrk … -s load.lua URL -- FILE DEPTH THREADS [JSON]
-- JSON is the content of every request.

local threads_made = 0

function setup(thread)
    thread:set("number", threads_made)
    threads_made = threads_made + 1
end

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    local depth, threads = tonumber(arguments[2]), tonumber(arguments[3])
    local mine, index = {}, 0
    for request in file:read("*a"):gmatch("(.-\r\n\r\n)") do
        if index % threads == number then mine[#mine + 1] = request:rep(depth) end
        index = index + 1
    end
    file:close()
    if #mine == 1 and depth == 1 then
        -- Without a function `request`, wrk repeats one request and asks Lua nothing.
        wrk.method, wrk.path = mine[1]:match("^(%S+) (%S+)")
        if arguments[4] ~= "" then
            wrk.body = arguments[4]
            wrk.headers["Content-Type"] = "application/json"
        end
    else
        local next = 0
        request = function()
            next = next + 1
            if next > #mine then next = 1 end
            return mine[next]
        end
    end
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '\nJSON {"requests": %d, "seconds": %.6f, "bytes": %d, "connect": %d, "read": %d, "write": %d, ' ..
        '"status": %d, "timeout": %d, "p50_us": %d, "p99_us": %d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, errors.connect, errors.read, errors.write,
        errors.status, errors.timeout, latency:percentile(50), latency:percentile(99)))
end
