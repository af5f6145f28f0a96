@echo off
rem Runs the fovea command from a checkout; builds it first if it is missing.
setlocal
set "COMMAND=%~dp0artifacts\bin\Fovea.Cli\release\Fovea.Cli.dll"
if not exist "%COMMAND%" dotnet build "%~dp0src\Fovea.Cli" -c Release --nologo -v quiet 1>&2 || exit /b 1
dotnet "%COMMAND%" %*
