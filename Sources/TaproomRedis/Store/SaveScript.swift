/// The script that saves a loaded session. It is a compare-and-set: if the stored value is the one that was loaded, it
/// stores the new JSON. Otherwise it applies the application's own edits to the stored value in the same step, so no
/// update is lost, and no second attempt is needed.
///
/// It edits the JSON as text, member by member, so everything else stays byte for byte. If it can't do that, it replies
/// with the stored value and leaves the merge to the caller, who tries again: for a number of more than 15 digits, a
/// field that is not a list or does not have its expected value, and a value that is not the JSON of a session.
enum SaveScript {
    /// Replies with a number or a pair. 0: the session is gone. 1: the new JSON is stored. 2 and the stored value:
    /// nothing was changed. 3 and the new value: the edits were merged and the result is stored.
    static let source = """
        local key, base, whole, ttl, newCookie = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
        local current = redis.call('GET', key)
        if not current then return 0 end
        if current == base then
          if ttl == '' then redis.call('SET', key, whole) else redis.call('SET', key, whole, 'EX', ttl) end
          return 1
        end

        local find, sub = string.find, string.sub

        local function stringEnd(i)
          while true do
            i = find(current, '["\\\\]', i + 1)
            if sub(current, i, i) == '"' then return i end
            i = i + 1
          end
        end

        local function valueEnd(i)
          local first = sub(current, i, i)
          if first == '"' then return stringEnd(i) end
          if first ~= '{' and first ~= '[' then return find(current, '[,}%s]', i) - 1 end
          local depth = 0
          while true do
            i = find(current, '["{}%[%]]', i)
            local c = sub(current, i, i)
            if c == '"' then i = stringEnd(i)
            elseif c == '{' or c == '[' then depth = depth + 1
            else
              depth = depth - 1
              if depth == 0 then return i end
            end
            i = i + 1
          end
        end

        -- A name may be spelled in many ways; 'plain' holds what it stands for.
        local function decoded(name)
          if find(name, '\\\\', 1, true) then return cjson.decode('[' .. name .. ']')[1] end
          return sub(name, 2, -2)
        end

        local names, plain, values, seen = {}, {}, {}, {}
        local function parse()
          local i = find(current, '%S')
          if sub(current, i, i) ~= '{' then error('no object') end
          i = find(current, '%S', i + 1)
          while sub(current, i, i) ~= '}' do
            local e = stringEnd(i)
            local name = sub(current, i, e)
            local text = decoded(name)
            if seen[text] then error('twice') end
            seen[text] = true
            names[#names + 1] = name
            plain[#names] = text
            i = find(current, '%S', find(current, ':', e + 1) + 1)
            e = valueEnd(i)
            values[#values + 1] = sub(current, i, e)
            i = find(current, '%S', e + 1)
            if sub(current, i, i) == ',' then i = find(current, '%S', i + 1) end
          end
        end
        -- Beyond JSON cjson takes control characters in strings, and numbers with no digit on a side of the point; unless
        -- it is told not to, which holds for all scripts, hexadecimal numbers and more levels than the caller does.
        local function isJSON()
          local bare = current:gsub('\\\\.', ''):gsub('"[^"]*"', '""')
          if find(current, '%c') or find(bare, '%D%.') or find(bare, '%.%D') then return false end
          local lenient, depth = cjson.decode_invalid_numbers(), cjson.decode_max_depth()
          cjson.decode_invalid_numbers(false)
          cjson.decode_max_depth(256)
          local isDecoded = pcall(cjson.decode, current)
          cjson.decode_invalid_numbers(lenient)
          cjson.decode_max_depth(depth)
          return isDecoded
        end
        if not isJSON() or not pcall(parse) then return {2, current} end

        local function indexOf(name)
          local text = decoded(name)
          for i = 1, #plain do if plain[i] == text then return i end end
        end
        local function set(name, value)
          local i = indexOf(name)
          if not i then
            i = #names + 1
            names[i] = name
            plain[i] = decoded(name)
          end
          values[i] = value
        end

        local cookie = indexOf('"cookie"')
        if not cookie or sub(values[cookie], 1, 1) ~= '{' then return {2, current} end

        local i = 5
        while i <= #ARGV do
          local op, name, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
          i = i + 3
          local at = indexOf(name)
          local old = at and values[at] or 'null'
          if op == 'set' then
            set(name, value)
          elseif op == 'expect' then
            if (at and values[at] or '') ~= value then return {2, current} end
          elseif op == 'remove' then
            if at then
              table.remove(names, at)
              table.remove(plain, at)
              table.remove(values, at)
            end
          elseif op == 'increment' then
            if old == 'null' then old = '0' end
            if not find(old, '^%-?%d+$') or #old > 15 or #value > 15 then return {2, current} end
            set(name, string.format('%.0f', tonumber(old) + tonumber(value)))
          elseif old == 'null' or find(old, '^%[%s*%]$') then
            set(name, '[' .. value .. ']')
          elseif sub(old, 1, 1) == '[' then
            set(name, sub(old, 1, -2) .. ',' .. value .. ']')
          else
            return {2, current}
          end
        end
        if newCookie ~= '' then set('"cookie"', newCookie) end

        local members = {}
        for m = 1, #names do members[m] = names[m] .. ':' .. values[m] end
        local merged = '{' .. table.concat(members, ',') .. '}'
        local left = redis.call('TTL', key)
        if ttl == '' then
          redis.call('SET', key, merged)
        elseif newCookie == '' and (left < 0 or left > tonumber(ttl)) then
          redis.call('SET', key, merged, 'KEEPTTL')
        else
          redis.call('SET', key, merged, 'EX', ttl)
        end
        return {3, merged}
        """

    /// The script's SHA-1 digest in hexadecimal digits, by which EVALSHA names it.
    static let digest = ScriptDigest.text(of: source)
}

/// The script's reply.
enum SaveOutcome {
    case gone
    case stored
    case merged([UInt8])
    /// Nothing was changed. The value is the stored one.
    case conflict([UInt8])

    init?(_ reply: RedisValue) {
        switch reply {
        case .integer(0): self = .gone
        case .integer(1): self = .stored
        case .array(let parts):
            guard parts.count == 2, case .bytes(let value) = parts[1] else { return nil }
            switch parts[0] {
            case .integer(2): self = .conflict(value)
            case .integer(3): self = .merged(value)
            default: return nil
            }
        default: return nil
        }
    }
}
