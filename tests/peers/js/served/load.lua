-- Each request is for the next user.
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("OPERATOR_KEY")
function request()
  n = n + 1
  local tenant = os.getenv("TENANT")
  local subjects = string.format('[{"id":"user.%d@example.com"}]', n)
  return wrk.format(nil, nil, nil, string.format('{"tenant":"%s","subjects":%s}', tenant, subjects))
end
